// Starts the page. Static, because the content security policy allows no inline script.
const meta = (name) => document.querySelector(`meta[name="${name}"]`).content;

// Before the first paint, so that a chosen theme never flashes the other one.
try {
  const theme = localStorage.getItem("rounds-theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // No storage at all: the page itself will say so.
}

// The browser's offer to install the app may come before the page has started.
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  window.roundsInstall = event;
});

try {
  const { default: init } = await import(meta("rounds-js"));
  await init({ module_or_path: meta("rounds-wasm") });
} catch (error) {
  const spanish = navigator.language.startsWith("es");
  const words = document.createElement("p");
  words.className = "page";
  words.textContent = spanish
    ? "Rounds no se abrió. Sus notas están a salvo en este aparato. Conéctese a internet y recargue."
    : "Rounds did not open. Your notes are safe on this device. Connect to the internet and reload.";
  document.body.append(words);
  throw error;
} finally {
  // Last: what it stores for later must not slow down what is shown first. Also when
  // nothing opened, because a newer version may come this way.
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => {
      // Refused in private windows; the ready check tells.
    });
  }
}
