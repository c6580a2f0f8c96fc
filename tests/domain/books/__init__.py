"""The rules of the books, tested without app or database."""
