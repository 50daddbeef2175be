// The list of findings: chosen, sorted, and drawn a page at a time, so that ten thousand are as quick as ten.

const PAGE = 50;
const PRINTED = 100;
const EMPTY = { q: '', standing: '', kind: '', account: '', region: '', owner: '', control: '', requirement: '', fix: '', overdue: '' };

const state = { ...EMPTY, sort: 'risk', down: true, page: 0 };
let chosen = [];
const ranks = new Map();

const TESTS = {
  standing: (value) => (finding) => text(findings.standing[finding]) === value,
  kind: (value) => (finding) => resourceText('kind', finding) === value,
  account: (value) => (finding) => resourceText('account', finding) === value,
  region: (value) => (finding) => resourceText('region', finding) === value,
  owner: (value) => (finding) => (text(findings.owner[finding]) || 'nobody') === value,
  overdue: () => (finding) => findings.overdue[finding] === 1,
  control: (value) => (finding) => findings.control[finding] === controlPlaces.get(value),
  requirement: (value) => {
    const serving = new Set(requirementsOf.get(value)?.requirement.controls);
    return (finding) => serving.has(findings.control[finding]);
  },
  fix: (value) => {
    const closes = new Set(fixes.findings[fixes.id.findIndex((id) => text(id) === value)]);
    return (finding) => closes.has(finding);
  },
};

function choose() {
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const tests = Object.entries(TESTS).filter(([name]) => state[name]).map(([name, test]) => test(state[name]));
  chosen = [];
  for (let finding = 0; finding < total(); finding += 1) {
    if (words.every((word) => haystacks[finding].includes(word)) && tests.every((test) => test(finding))) {
      chosen.push(finding);
    }
  }
  arrange();
}

// The view's order is by risk. Others are by words, each of which is ranked once.
function arrange() {
  if (state.sort !== 'risk') {
    const rank = ranks.get(state.sort) ?? rankOf(state.sort);
    chosen.sort((a, b) => (state.down ? rank[b] - rank[a] : rank[a] - rank[b]) || a - b);
  } else if (!state.down) {
    chosen.reverse();
  }
}

const KEYS = {
  rule: (finding) => text(findings.rule[finding]),
  place: (finding) => `${resourceText('account', finding)} ${resourceText('region', finding)}`,
  owner: (finding) => text(findings.owner[finding]) || '\uffff',
  due: (finding) => text(findings.day[finding]) || '9999',
};

function rankOf(column) {
  const keys = findings.fingerprint.map((_, finding) => KEYS[column](finding));
  const order = new Intl.Collator('en', { numeric: true });
  const places = new Map([...new Set(keys)].sort(order.compare).map((key, place) => [key, place]));
  ranks.set(column, keys.map((key) => places.get(key)));
  return ranks.get(column);
}

function row(finding) {
  const standing = text(findings.standing[finding]);
  const address = `#/finding/${findings.fingerprint[finding]}`;
  return h('tr', { role: 'row', class: standing },
    h('td', { role: 'cell', class: 'risk' }, band(standing), h('span', { class: 'score' }, text(findings.risk[finding]))),
    h('th', { role: 'rowheader', scope: 'row', class: 'rule' },
      h('a', { href: address }, resourceText('called', finding)),
      h('span', { class: 'broken' }, text(findings.rule[finding]))),
    h('td', { role: 'cell', class: 'place' }, resourceText('account', finding), ' ', h('span', {}, resourceText('region', finding))),
    h('td', { role: 'cell', class: 'owner' }, text(findings.owner[finding]) || 'nobody'),
    h('td', { role: 'cell', class: findings.overdue[finding] ? 'due overdue' : 'due' }, text(findings.due[finding])));
}

function drawList(from = state.page * PAGE, many = PAGE) {
  const shown = chosen.slice(from, from + many);
  byId('list').tBodies[0].replaceChildren(...shown.map(row));
  byId('list').hidden = chosen.length === 0;
  const range = shown.length < chosen.length ? `${grouped.format(from + 1)} to ${grouped.format(from + shown.length)} of ` : '';
  const all = chosen.length < total() ? `, of ${grouped.format(total())} in all` : '';
  byId('count').textContent = chosen.length ? `${range}${count(chosen.length, 'finding', 'findings')}${all}` : 'No finding fits. Loosen a filter.';
  drawPager();
}

function drawPager() {
  const pages = Math.ceil(chosen.length / PAGE);
  const to = (page, label) => h('button', {
    type: 'button', disabled: page < 0 || page >= pages,
    click: () => { turn(page); },
  }, label);
  const pager = byId('pager');
  pager.hidden = pages < 2;
  pager.replaceChildren(to(state.page - 1, 'Previous'), h('span', {}, `page ${state.page + 1} of ${pages}`), to(state.page + 1, 'Next'));
}

// The list's top comes into sight, and the keyboard stays near it.
function turn(page) {
  state.page = page;
  drawList();
  byId('findings-title').focus({ preventScroll: true });
  byId('findings').scrollIntoView();
}

function sortBy(column) {
  state.down = state.sort === column ? !state.down : column === 'risk';
  state.sort = column;
  refresh();
}

function tellSorted() {
  for (const head of byId('list').tHead.rows[0].cells) {
    const sorted = head.dataset.sort === state.sort;
    if (sorted) head.setAttribute('aria-sort', state.down ? 'descending' : 'ascending');
    else head.removeAttribute('aria-sort');
  }
}

function refresh() {
  state.page = 0;
  choose();
  tellSorted();
  drawList();
  rememberList();
}

function startList() {
  for (const head of byId('list').tHead.rows[0].cells) {
    const button = h('button', { type: 'button', click: () => sortBy(head.dataset.sort) }, head.textContent);
    head.replaceChildren(button);
  }
  // Paper has no pages to turn.
  addEventListener('beforeprint', () => drawList(0, PRINTED));
  addEventListener('afterprint', () => drawList());
}
