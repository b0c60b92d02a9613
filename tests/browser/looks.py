"""What somebody sees at once on a page: a word that is broken in the middle. A script gives each such word."""

BROKEN = """
  const broken = [];
  for (const each of document.querySelectorAll("h1, h2, strong, #headline, .word, button")) {
    const walk = document.createTreeWalker(each, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) for (const { 0: word, index } of walk.currentNode.data.matchAll(/[^\\s-]+/g)) {
      const range = document.createRange();
      range.setStart(walk.currentNode, index);
      range.setEnd(walk.currentNode, index + word.length);
      if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) broken.push(word);
    }
  }
  return broken;
"""
