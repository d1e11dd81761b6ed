const found = [];
const seen = (e) => e.checkVisibility && e.checkVisibility() && !e.closest('[aria-hidden="true"],[hidden],[inert]');
const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) found.push(`id twice: ${id}`);
for (const e of document.querySelectorAll('[aria-describedby],[aria-labelledby],[for],[list]')) {
  for (const name of ['aria-describedby', 'aria-labelledby', 'for', 'list']) {
    for (const id of (e.getAttribute(name) || '').split(/\s+/).filter(Boolean)) {
      if (!document.getElementById(id)) found.push(`${name} leads nowhere: ${id}`);
    }
  }
}
const named = (e) => e.getAttribute('aria-label') || e.textContent.trim() || (e.labels && e.labels.length && e.labels[0].textContent.trim())
  || (e.getAttribute('aria-labelledby') || '').split(' ').some((id) => document.getElementById(id)?.textContent.trim());
for (const e of document.querySelectorAll('button,a[href],input,select,textarea,[role=radiogroup],[role=group],[role=img],progress')) {
  if (seen(e) && !named(e)) found.push(`no name: ${e.outerHTML.slice(0, 120)}`);
}
for (const group of document.querySelectorAll('[role=radiogroup]')) {
  const stops = [...group.children].filter((e) => e.tabIndex === 0).length;
  if (group.children.length && stops !== 1) found.push(`${stops} tab stops: ${group.getAttribute('aria-label')}`);
}
for (const e of document.querySelectorAll('button,a.btn,select,.in')) {
  const box = e.getBoundingClientRect();
  if (seen(e) && (box.width < 24 || box.height < 24)) found.push(`too small: ${e.outerHTML.slice(0, 120)}`);
}
if (document.documentElement.scrollWidth > innerWidth) {
  for (const e of document.querySelectorAll('main *')) {
    if (e.getBoundingClientRect().right > innerWidth + 1) { found.push(`wider than the screen: ${e.outerHTML.slice(0, 120)}`); break; }
  }
}
return found;
