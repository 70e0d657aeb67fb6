"""The role of a processor."""


class RawItemProcessor:
    """One raw item to one sample."""
