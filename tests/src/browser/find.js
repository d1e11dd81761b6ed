// Role and accessible name of an element, as far as our pages need it
// (https://www.w3.org/TR/accname-1.2/ in its usual cases).
const ROLES = {
  A: 'link', BUTTON: 'button', TEXTAREA: 'textbox', H1: 'heading', H2: 'heading', H3: 'heading',
  UL: 'list', OL: 'list', LI: 'listitem', NAV: 'navigation', ASIDE: 'complementary',
  SELECT: 'combobox', DIALOG: 'dialog', MAIN: 'main', SECTION: 'region', FIELDSET: 'group',
};
function role(e) {
  const given = e.getAttribute('role');
  if (given) return given;
  if (e.tagName === 'INPUT') {
    const kind = e.type;
    if (kind === 'radio' || kind === 'checkbox') return kind;
    return kind === 'number' ? 'spinbutton' : kind === 'submit' ? 'button' : 'textbox';
  }
  return ROLES[e.tagName] || '';
}
function fold(text) { return (text || '').replace(/\s+/g, ' ').trim(); }
function label(e) {
  const by = e.getAttribute('aria-labelledby');
  if (by) return fold(by.split(/\s+/).map((id) => document.getElementById(id)?.textContent || '').join(' '));
  if (e.hasAttribute('aria-label')) return fold(e.getAttribute('aria-label'));
  if (e.labels && e.labels.length) return fold([...e.labels].map((l) => l.textContent).join(' '));
  if (e.getAttribute('placeholder') && !e.textContent) return fold(e.getAttribute('placeholder'));
  if (['button', 'link', 'heading', 'tab', 'radio', 'listitem', 'status', 'alert', 'option', 'menuitem'].includes(role(e))) return fold(e.textContent);
  return '';
}
function seen(e) {
  if (e.closest('[aria-hidden="true"],[hidden],[inert]')) return false;
  return e.checkVisibility ? e.checkVisibility({ visibilityProperty: true }) : e.getClientRects().length > 0;
}
function matches(text, name) {
  return name.endsWith('*') ? text.startsWith(name.slice(0, -1)) : text === name;
}
function find(wanted, name) {
  for (const e of document.querySelectorAll('*')) {
    if (role(e) === wanted && matches(label(e), name) && seen(e)) {
      window.foundCount = (window.foundCount || 0) + 1;
      e.setAttribute('data-found', String(window.foundCount));
      return String(window.foundCount);
    }
  }
  return null;
}
function outline() {
  const lines = [];
  for (const e of document.querySelectorAll('*')) {
    const r = role(e);
    if (r && seen(e) && label(e)) lines.push(r + ' "' + label(e) + '"' + (e.value ? ' = ' + e.value : ''));
  }
  return lines.join('\n');
}
