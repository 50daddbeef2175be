// What the list is chosen by. Values and their numbers are those that there are.

const SELECTS = [
  ['standing', 'Standing', (finding) => text(findings.standing[finding])],
  ['kind', 'Kind', (finding) => resourceText('kind', finding)],
  ['account', 'Account', (finding) => resourceText('account', finding)],
  ['region', 'Region', (finding) => resourceText('region', finding)],
  ['owner', 'Owner', (finding) => text(findings.owner[finding]) || 'nobody'],
];
const STANDINGS = ['critical', 'high', 'medium', 'low', 'fail', 'unknown', 'waived', 'folded', 'pass'];
// What links elsewhere in the report choose; each can be taken off.
const CHIPS = [['control', 'Control'], ['requirement', 'Requirement'], ['fix', 'Fix']];

function tallyOf(value) {
  const tally = new Map();
  for (let finding = 0; finding < total(); finding += 1) {
    const key = value(finding);
    tally.set(key, (tally.get(key) ?? 0) + 1);
  }
  return tally;
}

function select([name, label, value]) {
  const tally = tallyOf(value);
  const order = new Intl.Collator('en', { numeric: true });
  const names = [...tally.keys()].sort(name === 'standing' ? (a, b) => STANDINGS.indexOf(a) - STANDINGS.indexOf(b) : order.compare);
  const options = names.map((key) => h('option', { value: key }, `${key.length > 60 ? `${key.slice(0, 59)}…` : key} (${grouped.format(tally.get(key))})`));
  const control = h('select', { id: `filter-${name}`, change: (event) => { state[name] = event.target.value; refresh(); } },
    h('option', { value: '' }, 'all'), options);
  return h('label', { class: 'field' }, h('span', {}, label), control);
}

function startFilters() {
  const search = h('input', {
    id: 'filter-q', type: 'search', autocomplete: 'off', spellcheck: 'false', placeholder: 'name, rule, id, owner',
    input: (event) => { state.q = event.target.value; refresh(); },
  });
  const overdue = h('input', { id: 'filter-overdue', type: 'checkbox', change: (event) => { state.overdue = event.target.checked ? '1' : ''; refresh(); } });
  byId('filters').append(
    h('label', { class: 'field search' }, h('span', {}, 'Search'), search),
    SELECTS.map(select).reduce((all, field) => { all.append(field); return all; }, document.createDocumentFragment()),
    h('label', { class: 'check' }, overdue, ' overdue'),
    h('button', { type: 'button', id: 'clear', class: 'quiet', click: () => { setFilters(EMPTY); refresh(); search.focus(); } }, 'Clear'),
    h('div', { id: 'chips', class: 'chips' }));
  byId('filters').hidden = false;
}

function setFilters(wanted) {
  Object.assign(state, EMPTY, wanted);
  for (const name of ['q', ...SELECTS.map(([name]) => name)]) byId(`filter-${name}`).value = state[name];
  byId('filter-overdue').checked = Boolean(state.overdue);
}

function drawChips() {
  const chips = CHIPS.filter(([name]) => state[name]).map(([name, label]) => h('button', {
    type: 'button', class: 'chip', 'aria-label': `Take off: ${label} ${state[name]}`,
    click: () => { state[name] = ''; refresh(); byId('filter-q').focus(); },
  }, `${label}: ${state[name]}`, h('span', { 'aria-hidden': 'true' }, ' ×')));
  byId('chips').replaceChildren(...chips);
  byId('clear').hidden = Object.keys(EMPTY).every((name) => !state[name]);
}
