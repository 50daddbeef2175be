// Takes the page over once it is there.

function moreFixes() {
  const note = byId('more-fixes');
  if (!note) return;
  const list = byId('fix-list');
  const add = () => {
    const from = list.children.length;
    const until = Math.min(from + 20, fixes.id.length);
    for (let fix = from; fix < until; fix += 1) list.append(fixRow(fix));
    list.children[from].querySelector('a').focus();
    draw();
  };
  const draw = () => {
    const left = fixes.id.length - list.children.length;
    note.replaceChildren(`${list.children.length} of ${count(fixes.id.length, 'fix', 'fixes')}. `,
      left ? h('button', { type: 'button', click: add }, `Show ${Math.min(20, left)} more`) : '');
  };
  draw();
}

function fixRow(fix) {
  const of = (column) => text(fixes[column][fix]);
  const control = controls[fixes.control[fix]];
  return h('li', {},
    h('div', { class: 'worth' }, h('strong', {}, `−${of('worth')}`), h('span', {}, `${of('share')} of the load`)),
    h('div', { class: 'work' }, h('h3', {}, control.fix), h('p', { class: 'place' }, of('place')),
      h('ul', { class: 'facts' }, h('li', {}, control.effort), h('li', {}, h('a', { href: `#/fix/${of('id')}` }, `closes ${of('closes')}`)),
        of('paths') ? h('li', { class: 'paths' }, of('paths')) : null, h('li', {}, of('owner') || 'nobody'),
        h('li', {}, `${of('account')}, ${of('region') || 'all regions'}`)),
      of('command') ? h('details', {}, h('summary', {}, 'Command'), h('pre', { tabindex: '0' }, h('code', {}, of('command')))) : null));
}

// Paper cannot be unfolded.
function startPrinting() {
  let unfolded = [];
  addEventListener('beforeprint', () => {
    unfolded = [...document.querySelectorAll('details:not([open])')];
    for (const details of unfolded) details.open = true;
  });
  addEventListener('afterprint', () => { for (const details of unfolded) details.open = false; });
}

function start() {
  startTheme();
  readData();
  if (byId('list')) {
    startFilters();
    startList();
    choose();
    tellSorted();
    drawList();
    drawChips();
  }
  moreFixes();
  startPrinting();
  const dialog = byId('page');
  dialog.addEventListener('close', closed);
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
  addEventListener('hashchange', route);
  route();
  document.documentElement.dataset.ready = 'true';
}

document.addEventListener('DOMContentLoaded', start);
