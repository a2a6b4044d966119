"""The rules of the talent pipeline, each written once (shared specification §3–§5)."""
