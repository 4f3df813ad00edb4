// Runs before the first paint: the theme of the address, else the one chosen here before, else the system's.
const asked = new URLSearchParams(location.search).get("theme");
const theme = asked ?? localStorage.getItem("theme");
if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
