// Instruments in the page. Times are of performance.now(): zero is the navigation.
window.measured = { ready: null, typed: null, paints: [], work: [] };

// The composer's box, focused as soon as it is there and can be typed into.
function look() {
  const box = document.querySelector('textarea[aria-label], main textarea');
  if (box && !box.disabled && box.checkVisibility()) {
    box.focus();
    window.measured.ready = performance.now();
  } else {
    requestAnimationFrame(look);
  }
}
requestAnimationFrame(look);

// After the frame that shows it: a message is handled when the frame was painted.
function afterPaint(then) {
  requestAnimationFrame(() => {
    const began = performance.now();
    const channel = new MessageChannel();
    channel.port1.onmessage = () => then(performance.now(), began);
    channel.port2.postMessage(null);
  });
}

window.addEventListener('keydown', (event) => {
  const pressed = event.timeStamp;
  const handled = new MessageChannel();
  let worked = 0;
  handled.port1.onmessage = () => { worked = performance.now() - pressed; };
  handled.port2.postMessage(null);
  afterPaint((painted, began) => {
    window.measured.paints.push(painted - pressed);
    window.measured.work.push((began < pressed + worked ? 0 : worked) + painted - began);
    if (window.measured.typed === null && event.target.value) window.measured.typed = painted;
  });
}, true);

// A fixed amount of work, in milliseconds.
window.measured.busy = () => {
  const began = performance.now();
  let sum = 0;
  for (let n = 0; n < 50_000_000; n += 1) sum = (sum * 31 + n) | 0;
  window.measured.sum = sum;
  return performance.now() - began;
};
