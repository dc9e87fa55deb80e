"""Pages of the staff face. A view loads through the guard, makes one domain call, and draws."""
