// Everything that this origin keeps in the browser, as one text: bytes as their letters.
const text = (value) => {
  // Firefox runs a driver's script in a world of its own, where the page's arrays are no
  // instances of the script's classes.
  if (ArrayBuffer.isView(value)) return Array.from(value, (b) => String.fromCharCode(b)).join("");
  return typeof value === "string" ? value : JSON.stringify(value);
};
const result = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
// A database that the page has removed meanwhile is not made again by looking at it.
const opened = (name) =>
  new Promise((resolve) => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.transaction.abort();
    request.onsuccess = () => resolve(request.result);
    request.onerror = (event) => {
      event.preventDefault();
      resolve(null);
    };
  });
async function stored() {
  const parts = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
  for (const { name } of await indexedDB.databases()) {
    const db = await opened(name);
    if (!db) continue;
    parts.push(`database ${name}`);
    for (const store of db.objectStoreNames) {
      const table = db.transaction(store).objectStore(store);
      const [keys, values] = [await result(table.getAllKeys()), await result(table.getAll())];
      keys.forEach((key, i) => parts.push(`${store} ${text(key)} = ${text(values[i])}`));
    }
    db.close();
  }
  return parts.join("\n");
}
