"use strict";
// Sets the theme that the reader chose before anything is drawn; without a choice the system decides.
{
  const root = document.documentElement;
  root.classList.add("scripted");
  try {
    const chosen = localStorage.getItem("ecliptic-theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch {
    // Storage may be closed to us; then the system's theme stays.
  }
}
