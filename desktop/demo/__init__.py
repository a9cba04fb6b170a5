"""The story of one surprise visit, told by real parts: ``make demo``."""
