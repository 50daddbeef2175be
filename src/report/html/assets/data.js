// The island, and short ways to what is in it.

let findings, resources, fixes, controls, frameworks, texts, lists, factors;
// Of each finding: the fix that closes it, and the words that a search looks at.
let closedBy, haystacks;
const findingPlaces = new Map();
const controlPlaces = new Map();
const requirementsOf = new Map();

const text = (place) => texts[place];
const listed = (place) => lists[place].map(text);
const resourceText = (column, finding) => texts[resources[column][findings.resource[finding]]];
const total = () => findings.fingerprint.length;

function readData() {
  const data = JSON.parse(byId('data').textContent);
  ({ findings, resources, fixes, controls, frameworks } = data);
  ({ texts, lists, factors } = data.shared);
  findings.fingerprint.forEach((id, place) => findingPlaces.set(id, place));
  controls.forEach((control, place) => controlPlaces.set(control.id, place));
  for (const framework of frameworks) {
    for (const requirement of framework.requirements) {
      requirementsOf.set(`${framework.id}:${requirement.id}`, { framework, requirement });
    }
  }
  closedBy = new Array(total());
  fixes.findings.forEach((all, fix) => all.forEach((finding) => { closedBy[finding] ??= fix; }));
  haystacks = findings.fingerprint.map(haystack);
}

function haystack(fingerprint, finding) {
  const own = [findings.rule, findings.owner, findings.standing].map((column) => texts[column[finding]]);
  const its = ['called', 'id', 'kind', 'account', 'region'].map((column) => resourceText(column, finding));
  return [fingerprint, ...own, ...its].join('\n').toLowerCase();
}

// Findings of a control, in the list's order.
function findingsOf(control) {
  const found = [];
  findings.control.forEach((place, finding) => { if (place === control) found.push(finding); });
  return found;
}
