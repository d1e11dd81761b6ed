// Instruments in the page, put in before its own scripts; BOX is the composer's name.
// Times are of performance.now(): zero is the navigation.
window.measured = { ready: null, typed: null, keys: [], missed: 0 };

// A fixed amount of work, in milliseconds: shows how much the processor is slowed down.
function work(rounds) {
  const began = performance.now();
  let sum = 0;
  for (let n = 0; n < rounds; n += 1) sum = (sum * 31 + n) | 0;
  window.measured.sum = sum;
  return performance.now() - began;
}
work(1_000_000); // until it is compiled
window.measured.early = work(12_000_000);
window.measured.busy = () => work(1_000_000) && work(50_000_000);

// The composer, focused as soon as it is there and can be typed into.
function look() {
  const named = (box) => box.getAttribute('aria-label') === BOX;
  const box = [...document.querySelectorAll('textarea')].find(named);
  if (box && !box.disabled && !box.readOnly && box.checkVisibility()) {
    box.focus();
    window.measured.ready = performance.now();
  } else {
    requestAnimationFrame(look);
  }
}
requestAnimationFrame(look);

let key = null;
window.addEventListener('keydown', (event) => {
  const box = event.target;
  if (event.key.length !== 1 || box.tagName !== 'TEXTAREA') return;
  // What the browser noted when the key came in, before the page could get it.
  key = { box, pressed: event.timeStamp, length: box.value.length, began: performance.now() };
}, true);

// The first to hear that the letter is in the box; its frame is the next one.
window.addEventListener('input', () => {
  const now = key;
  if (!now) return;
  requestAnimationFrame(() => {
    const frame = performance.now();
    const painted = new MessageChannel();
    // Handled when the frame was laid out, painted and handed over.
    painted.port1.onmessage = () => {
      const after = performance.now();
      if (!now.ended || now.box.value.length <= now.length) {
        window.measured.missed += 1;
        return;
      }
      window.measured.keys.push({
        paint: after - now.pressed,
        work: now.ended - now.began + after - frame,
      });
      window.measured.typed ??= after;
    };
    painted.port2.postMessage(null);
  });
}, true);

// The last to hear of it: what the page does for a key is done.
window.addEventListener('input', () => {
  if (key) key.ended = performance.now();
});
