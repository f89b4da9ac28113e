"""The colours of the design that are needed outside its pages, as in static/css/tokens.css."""

PAPER, DARK_PAPER = "#fbfaf7", "#121211"
# On light paper.
INK, SOFT_INK, HAIRLINE, ACCENT = "#141413", "#5d5a54", "#d8d4ca", "#b3290f"
