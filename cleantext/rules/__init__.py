"""The rule engine: rule files, what they compile to, and what they decide."""
