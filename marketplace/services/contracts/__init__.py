"""What may be done with a contract: amend and sign it, judge it, report how it is carried out, end it."""
