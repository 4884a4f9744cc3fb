from .paper import Paper, PaperFile

__all__ = ["Paper", "PaperFile"]
