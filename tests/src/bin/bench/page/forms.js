// Instruments for a form that is opened in the page.
window.measured = { loaded: null };
let arrived = null;
const text = Response.prototype.text;
Response.prototype.text = function () {
  const read = this.url.includes('/forms/read');
  return text.call(this).then((body) => {
    if (read) arrived = performance.now();
    return body;
  });
};

// Handled when the frame was laid out, painted and handed over.
const painted = () => new Promise((done) => requestAnimationFrame(() => {
  const after = new MessageChannel();
  after.port1.onmessage = () => done(performance.now());
  after.port2.postMessage(null);
}));

const watch = new MutationObserver(async () => {
  if (arrived === null || !document.querySelector('.fpage .qn')) return;
  watch.disconnect();
  window.measured.loaded = (await painted()) - arrived;
});
watch.observe(document.body, { childList: true, subtree: true });

// Chooses the first that can be chosen; how long until all that follows is painted.
window.answer = async () => {
  const choice = document.querySelector('.fpage [role=radio], .fpage input[type=checkbox]');
  if (!choice) return null;
  const began = performance.now();
  choice.click();
  return (await painted()) - began;
};

window.next = async () => {
  const next = document.querySelector('.fnav .btn.pri');
  if (!next) return false;
  next.click();
  await painted();
  return true;
};
