// The page of a finding: what was seen, how its risk adds up, what to do about it.

const points = (tenths) => `${tenths < 0 ? '−' : '+'}${(Math.abs(tenths) / 10).toFixed(1)}`;

function findingPage(finding) {
  const of = (column) => text(findings[column][finding]);
  const control = controls[findings.control[finding]];
  return {
    title: control.title,
    before: h('span', { class: 'verdict' }, `${of('rule').split(':')[0]}:`),
    kicker: [band(of('standing')), ' ', of('risk')],
    steps: neighbours(finding),
    body: [
      h('p', { class: 'headline' }, of('headline')),
      known(finding, of, control),
      part('Why it matters', h('p', {}, control.why), h('p', { class: 'faint' }, `A failure ${control.threat}.`)),
      findings.factors[finding] ? sumOf(finding, of) : null,
      wayUp(finding),
      seen(finding, of, control),
      fixOf(finding, of, control),
      mapsOf(control),
      elsewhere(control),
      past(finding, of),
    ],
  };
}

// The findings before and after it, as the list stands.
function neighbours(finding) {
  const here = chosen.indexOf(finding);
  const step = (to, label) => (here >= 0 && chosen[to] !== undefined
    ? h('a', { class: 'step', href: `#/finding/${findings.fingerprint[chosen[to]]}` }, label) : null);
  return [step(here - 1, 'Previous'), step(here + 1, 'Next')];
}

const entry = (name, ...value) => [h('dt', {}, name), h('dd', {}, ...value)];

function known(finding, of, control) {
  return h('dl', { class: 'known' },
    entry('Resource', h('strong', {}, resourceText('told', finding)), h('br'), h('code', {}, resourceText('id', finding))),
    entry('Place', `account ${resourceText('account', finding)}, ${resourceText('region', finding)}`),
    entry('Owner', `${of('owner') || 'nobody'} (${of('because')})`),
    entry('Since', of('age')),
    entry('Rule', h('a', { href: `#/control/${encodeURIComponent(control.id)}` }, control.id)),
    entry('Severity', `${control.severity}, before anything is known of the resource`),
    of('cause') ? entry('Cause', h('code', {}, of('cause'))) : null,
    of('waiver') ? entry('Waived', of('waiver')) : null,
    entry('Finding', h('code', {}, findings.fingerprint[finding])));
}

// Each factor starts where the one before it ended, on a scale of a hundred.
function sumOf(finding, of) {
  const steps = lists[findings.factors[finding]].map((place) => factors[place]);
  const bounds = findings.bounds[finding];
  let end = 0;
  const rows = steps.map(([name, value, low, high, because]) => {
    const start = end;
    end += high;
    return sumRow(text(name), text(value), low, high, start, text(because));
  });
  if (bounds) rows.push(sumRow('bounds', '0 to 50 each', bounds, bounds, end, 'Likelihood and impact each have a least and a most.'));
  const foot = h('tr', {}, h('th', { scope: 'row' }, 'risk'), h('td', { class: 'number' }, of('risk')),
    h('td', { colspan: '2' }, h('strong', {}, of('standing')), of('sure') ? `, ${of('sure')}` : ''));
  return part('How the risk adds up', h('table', { class: 'sum' },
    h('caption', { class: 'unseen' }, 'Factors of the risk, in points of 100'),
    h('thead', { class: 'unseen' }, h('tr', {}, ['factor', 'points', 'on the scale', 'because'].map((head) => h('th', { scope: 'col' }, head)))),
    h('tbody', {}, rows), h('tfoot', {}, foot)));
}

function sumRow(name, value, low, high, start, because) {
  const range = high - low > 0.5 ? h('span', { class: 'faint' }, ` or as little as ${points(low)}`) : null;
  return h('tr', {},
    h('th', { scope: 'row' }, name, h('span', { class: 'value' }, value.replaceAll('_', ' '))),
    h('td', { class: 'number' }, points(high)),
    h('td', { class: 'bar', 'aria-hidden': 'true' }, scale(start, low, high)),
    h('td', { class: 'because' }, because, range));
}

function scale(start, low, high) {
  const at = (tenths) => `${Math.max(0, Math.min(100, tenths / 10))}%`;
  const bar = (from, to, kind) => svg('rect', { class: kind, y: '3', height: '8', x: at(Math.min(from, to)), width: at(Math.abs(to - from)) });
  return svg('svg', { width: '100%', height: '14', focusable: 'false' },
    svg('rect', { class: 'track', y: '6', height: '2', x: '0', width: '100%' }),
    bar(start, start + high, high < 0 ? 'less' : 'possible'), low > 0 ? bar(start, start + low, 'certain') : null);
}

function wayUp(finding) {
  const [far, ...steps] = listed(findings.way[finding]);
  if (!far) return null;
  return part('The way up', h('p', {}, `To all rights of the account: ${far}.`), h('ol', { class: 'way' }, steps.map((step) => h('li', {}, step))));
}

function seen(finding, of, control) {
  const evidence = listed(findings.evidence[finding]);
  const rows = [];
  for (let place = 0; place < evidence.length; place += 2) {
    const value = evidence[place + 1];
    rows.push(h('dt', {}, h('code', {}, evidence[place])),
      h('dd', {}, value.includes('\n') ? h('pre', { tabindex: '0' }, h('code', {}, value)) : h('code', {}, value)));
  }
  return part('What was seen',
    of('unread') ? h('p', { class: 'unread' }, `Could not be read: ${of('unread')}`) : null,
    rows.length ? h('dl', { class: 'evidence' }, rows) : null,
    block(control.check, 'The check; true is a pass'));
}

function fixOf(finding, of, control) {
  const fix = closedBy[finding];
  const command = of('command') || control.cli;
  const together = fix === undefined ? null : h('p', {}, 'One change ', h('a', { href: `#/fix/${text(fixes.id[fix])}` },
    `closes ${text(fixes.closes[fix])}`), `, takes ${text(fixes.worth[fix])} of load away`,
    text(fixes.paths[fix]) ? `, ${text(fixes.paths[fix])}` : '', '.');
  const due = text(findings.day[finding]);
  return part('Fix', h('p', { class: 'do' }, control.fix),
    h('ul', { class: 'facts' }, h('li', {}, `a matter of ${control.effort}`), h('li', {}, of('owner') || 'nobody'),
      due ? h('li', {}, findings.overdue[finding] ? `due ${due}: overdue` : `due ${due}`) : null),
    together, command ? block(command, 'Command') : null, control.terraform ? block(control.terraform, 'Terraform') : null);
}

function past(finding, of) {
  const events = listed(findings.history[finding]);
  const rows = [];
  for (let place = 0; place < events.length; place += 2) rows.push(entry(events[place], events[place + 1]));
  return part('History', h('p', {}, of('age')), rows.length ? h('dl', { class: 'known' }, rows) : null);
}
