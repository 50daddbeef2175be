// The other pages: of a fix, a rule, a framework, a requirement.

const LISTED = 25;

// A few findings, and the way to all.
function findingsPart(title, all, query) {
  if (!all.length) return part(title, h('p', { class: 'faint' }, 'None is listed in this report.'));
  const items = all.slice(0, LISTED).map((finding) => h('li', {},
    band(text(findings.standing[finding])), ' ',
    h('a', { href: `#/finding/${findings.fingerprint[finding]}` }, resourceText('called', finding)),
    h('span', { class: 'faint' }, ` ${text(findings.risk[finding])} · ${resourceText('account', finding)}, ${resourceText('region', finding)}`),
    h('span', { class: 'broken' }, text(findings.rule[finding]))));
  return part(title, h('ul', { class: 'some' }, items),
    h('p', {}, h('a', { href: `#/findings?${new URLSearchParams(query)}` }, `All ${count(all.length, 'finding', 'findings')} in the list`)));
}

function fixPage(fix) {
  const of = (column) => text(fixes[column][fix]);
  const control = controls[fixes.control[fix]];
  return {
    title: control.fix,
    kicker: ['Fix ', String(fix + 1)],
    steps: [[fix - 1, 'Previous'], [fix + 1, 'Next']].map(([to, label]) => (fixes.id[to] === undefined ? null
      : h('a', { class: 'step', href: `#/fix/${text(fixes.id[to])}` }, label))),
    body: [
      h('p', { class: 'headline' }, `Takes ${of('worth')} of load away, ${of('share')} of all, and closes ${of('closes')}.`),
      h('dl', { class: 'known' }, entry('On', h('strong', {}, of('place'))), entry('Place', `account ${of('account')}, ${of('region') || 'all regions'}`),
        entry('Effort', control.effort), entry('Owner', of('owner') || 'nobody'), of('paths') ? entry('Paths', of('paths')) : null),
      of('command') ? block(of('command'), 'Command') : null,
      control.terraform ? block(control.terraform, 'Terraform') : null,
      findingsPart('What it closes', fixes.findings[fix], { fix: of('id') }),
    ],
  };
}

function controlPage(place) {
  const control = controls[place];
  return {
    title: control.title,
    kicker: ['Rule ', h('code', {}, control.id)],
    body: [
      h('p', { class: 'headline' }, `${control.said}.`),
      h('dl', { class: 'known' }, entry('Looks at', h('code', {}, control.kind)), entry('Severity', control.severity), entry('A failure', control.threat)),
      part('Why it matters', h('p', {}, control.why)),
      part('Check', block(control.check, 'True is a pass')),
      part('Fix', h('p', { class: 'do' }, control.fix), h('p', { class: 'faint' }, `A matter of ${control.effort}.`),
        control.cli ? block(control.cli, 'Command') : null, control.terraform ? block(control.terraform, 'Terraform') : null),
      findingsPart('Findings', findingsOf(place), { control: control.id }),
      mapsOf(control),
      elsewhere(control),
    ],
  };
}

function mapsOf(control) {
  if (!control.maps.length) return null;
  const item = ([framework, id, defence]) => {
    const known = requirementsOf.get(`${framework}:${id}`);
    const name = known ? h('a', { href: requirementAddress(framework, id) }, `${framework} ${id}`) : `${framework} ${id}`;
    return h('li', {}, name, known ? ` ${text(known.requirement.title)}` : '', defence ? ` (${defence})` : '');
  };
  return part('Frameworks', h('ul', { class: 'maps' }, control.maps.map(item)));
}

function elsewhere(control) {
  if (!control.names.length && !control.references.length) return null;
  return part('Elsewhere',
    control.names.length ? h('dl', { class: 'known' }, control.names.map(([tool, names]) => entry(tool.replaceAll('_', ' '), h('code', {}, names)))) : null,
    control.references.length ? h('ul', { class: 'maps' }, control.references.map(([address, open]) => h('li', {}, open ? link(address) : address))) : null);
}

const link = (address) => h('a', { href: address, rel: 'noreferrer noopener' }, address);

const requirementAddress = (framework, id) => `#/requirement/${encodeURIComponent(framework)}/${encodeURIComponent(id)}`;

function frameworkPage(framework) {
  const statuses = [...new Set(framework.requirements.map((requirement) => text(requirement.status)))];
  const rows = framework.requirements.map((requirement) => requirementRow(framework, requirement));
  const said = h('p', { role: 'status', class: 'count' }, count(rows.length, 'requirement', 'requirements'));
  const choice = h('select', { change: () => {
    const shown = rows.filter((row) => { row.hidden = choice.value !== '' && row.dataset.status !== choice.value; return !row.hidden; });
    said.textContent = count(shown.length, 'requirement', 'requirements');
  } }, h('option', { value: '' }, 'all'), statuses.map((status) => h('option', { value: status }, status)));
  return {
    title: framework.title,
    kicker: ['Framework ', h('code', {}, framework.id)],
    body: [
      h('p', { class: 'headline' }, `${framework.said}.`),
      framework.url ? h('p', {}, link(framework.url)) : null,
      h('div', { class: 'filters' }, h('label', { class: 'field' }, h('span', {}, 'Status'), choice)), said,
      h('table', { class: 'requirements' }, h('caption', { class: 'unseen' }, 'Requirements in the framework’s order'),
        h('thead', {}, h('tr', {}, ['status', 'requirement', 'failures'].map((head) => h('th', { scope: 'col' }, head)))),
        h('tbody', {}, rows)),
    ],
  };
}

function requirementRow(framework, requirement) {
  const status = text(requirement.status);
  return h('tr', { 'data-status': status }, h('td', {}, band(status)),
    h('th', { scope: 'row' }, h('a', { href: requirementAddress(framework.id, requirement.id) }, requirement.id), ` ${text(requirement.title)}`,
      h('span', { class: 'faint groups' }, listed(requirement.groups).join(' · '))),
    h('td', { class: requirement.failures ? 'number' : 'number faint' }, grouped.format(requirement.failures)));
}

function requirementPage({ framework, requirement }) {
  const serving = new Set(requirement.controls);
  const found = [];
  findings.control.forEach((control, finding) => { if (serving.has(control)) found.push(finding); });
  const waived = requirement.waived ? `, ${grouped.format(requirement.waived)} waived` : '';
  return {
    title: text(requirement.title),
    kicker: [band(text(requirement.status)), ' ', h('a', { href: `#/framework/${encodeURIComponent(framework.id)}` }, framework.title), ` ${requirement.id}`],
    body: [
      h('p', { class: 'headline' }, `${count(requirement.failures, 'open failure', 'open failures')}${waived}.`),
      text(requirement.why) ? h('p', {}, text(requirement.why)) : null,
      h('dl', { class: 'known' },
        requirement.groups ? entry('Part of', listed(requirement.groups).join(' · ')) : null,
        entry('Who answers', text(requirement.responsibility)), entry('Judged by', text(requirement.judged).replaceAll('_', ' ')),
        entry('Weight', `${requirement.weight} of 10`),
        requirement.controls.length ? null : entry('Not covered', text(requirement.said))),
      vouchedPart(requirement),
      requirement.controls.length ? controlsPart(requirement) : null,
      requirement.controls.length ? findingsPart('Findings', found, { requirement: `${framework.id}:${requirement.id}` }) : null,
    ],
  };
}

function vouchedPart(requirement) {
  if (!requirement.attestation) return null;
  const [statement, who, evidence] = listed(requirement.attestation);
  return part('Attested', h('p', {}, statement), h('dl', { class: 'known' }, entry('By', who), entry('Evidence', requirement.address ? link(evidence) : evidence)));
}

function controlsPart(requirement) {
  const items = requirement.controls.map((place) => h('li', {},
    h('a', { href: `#/control/${encodeURIComponent(controls[place].id)}` }, controls[place].title),
    h('span', { class: 'broken' }, `${controls[place].id}: ${controls[place].said}`)));
  return part('Rules that serve it', h('ul', { class: 'some' }, items));
}
