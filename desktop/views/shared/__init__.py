"""The parts every screen is made of: theme, labels, buttons, fields, tables."""
