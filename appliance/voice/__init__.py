"""Makes clips of phrases with voices that are programs of their own, and proves them with a recogniser that is another. No alert process
loads this.
"""
