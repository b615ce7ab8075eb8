"""The rules of a layer as an Excel decision table: `writing` writes it, `reading` reads it back without loss."""
