// The address that the desk printed holds the token: nothing is left to type.
const form = document.getElementById("with-token");
history.replaceState(null, "", "/login");
if (form) form.requestSubmit();
