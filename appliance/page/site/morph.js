// Makes a part of the page be what a list of values says, and changes only what is another: focus, scroll and selection stay.
// A value is [tag, attributes, ...children]; a child is a value or a text. Text is never markup.

export function morph(parent, children) {
  children.forEach((child, at) => {
    const old = parent.childNodes[at];
    if (typeof child === "string") {
      if (old?.nodeType !== Node.TEXT_NODE) parent.insertBefore(document.createTextNode(child), old ?? null);
      else if (old.data !== child) old.data = child;
      return;
    }
    const [tag, attributes, ...inner] = child;
    const same = old?.localName === tag && (old.dataset.key ?? "") === (attributes["data-key"] ?? "");
    const node = same ? old : parent.insertBefore(document.createElement(tag), old ?? null);
    for (const { name } of [...node.attributes]) if (!(name in attributes) || attributes[name] === false) node.removeAttribute(name);
    for (const [name, value] of Object.entries(attributes)) {
      const text = value === true ? "" : String(value);
      if (value !== false && node.getAttribute(name) !== text) node.setAttribute(name, text);
    }
    morph(node, inner);
  });
  while (parent.childNodes.length > children.length) parent.lastChild.remove();
}
