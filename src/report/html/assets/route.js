// Addresses after the hash: each page and each choice of the list has one, to be sent and kept.

const ROUTES = {
  finding: ([id]) => (findingPlaces.has(id) ? findingPage(findingPlaces.get(id)) : null),
  fix: ([id]) => { const fix = fixes.id.findIndex((place) => text(place) === id); return fix < 0 ? null : fixPage(fix); },
  control: ([id]) => (controlPlaces.has(id) ? controlPage(controlPlaces.get(id)) : null),
  framework: ([id]) => { const known = frameworks.find((one) => one.id === id); return known ? frameworkPage(known) : null; },
  requirement: ([framework, id]) => { const known = requirementsOf.get(`${framework}:${id}`); return known ? requirementPage(known) : null; },
};
const WHOLE = document.title;

// Whatever follows a hash may be anything.
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function pageOf(hash) {
  const [, name, ...rest] = hash.split('/');
  if (!hash.startsWith('#/') || !Object.hasOwn(ROUTES, name)) return null;
  return ROUTES[name](rest.map(decoded)) ?? { title: 'Not in this report', kicker: ['Nothing here'], body: [h('p', {}, 'The report does not list what this address names. Another scan may.')] };
}

function listAddress() {
  const query = new URLSearchParams(Object.keys(EMPTY).filter((name) => state[name]).map((name) => [name, state[name]]));
  if (state.sort !== 'risk' || !state.down) query.set('sort', `${state.down ? '-' : ''}${state.sort}`);
  return query.size ? `#/findings?${query}` : '#findings';
}

// The address follows the list, and no step back is kept for each key that is typed.
function rememberList() {
  drawChips();
  if (!byId('page').open) history.replaceState(null, '', listAddress());
}

function readList(hash) {
  const query = new URLSearchParams(hash.split('?')[1] ?? '');
  setFilters(Object.fromEntries(Object.keys(EMPTY).map((name) => [name, query.get(name) ?? ''])));
  const sort = query.get('sort') ?? '-risk';
  state.down = sort.startsWith('-');
  state.sort = Object.hasOwn(KEYS, sort.replace('-', '')) ? sort.replace('-', '') : 'risk';
  refresh();
}

function route() {
  const dialog = byId('page');
  const page = pageOf(location.hash);
  if (page) return open(dialog, page);
  document.title = WHOLE;
  if (dialog.open) dialog.close();
  if (location.hash.startsWith('#/findings') && byId('list')) {
    if (location.hash !== listAddress()) readList(location.hash);
    byId('findings').scrollIntoView();
  }
  return undefined;
}

let opener = null;

function open(dialog, page) {
  const title = h('h2', { id: 'page-title', tabindex: '-1' }, page.before ? [page.before, ' '] : null, page.title);
  dialog.replaceChildren(
    h('div', { class: 'head' }, h('p', { class: 'kicker' }, page.kicker),
      h('nav', { 'aria-label': 'Neighbours' }, page.steps ?? []),
      h('button', { type: 'button', class: 'quiet', click: () => dialog.close() }, 'Close')),
    h('article', {}, title, page.body));
  if (!dialog.open) {
    opener = document.activeElement;
    dialog.showModal();
  }
  dialog.scrollTop = 0;
  title.focus();
  document.title = `${page.title} · Plimsoll`;
}

// By Escape, by its button, or by a click beside it: the address is the list's again, and the keyboard where it was.
function closed() {
  document.title = WHOLE;
  if (pageOf(location.hash)) history.pushState(null, '', byId('list') ? listAddress() : '#main');
  if (opener?.isConnected) opener.focus();
  opener = null;
}
