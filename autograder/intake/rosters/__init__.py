"""Tables of students, of any registrar or system, and the roster in the gradebook."""
