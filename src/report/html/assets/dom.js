// Elements. Text is set as text and never as markup: names in here were given by whoever may name a bucket.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === 'function') {
      element.addEventListener(name, value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

const byId = (id) => document.getElementById(id);

const grouped = new Intl.NumberFormat('en');
const count = (n, one, many) => `${grouped.format(n)} ${n === 1 ? one : many}`;

// A band or another standing: a shape and a word, so that colour is never alone.
const band = (word) => h('span', { class: `band ${word.replaceAll(' ', '-')}` }, word);

const part = (title, ...children) => h('section', {}, h('h3', {}, title), ...children);

// A block to copy from.
function block(text, label) {
  const code = h('code', {}, text);
  const button = h('button', { type: 'button', class: 'quiet copy', click: () => copy(text, code, button) }, 'Copy');
  return h('div', { class: 'block' }, h('p', { class: 'label' }, label), button, h('pre', { tabindex: '0' }, code));
}

async function copy(text, code, button) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    // Not allowed here: it is selected, and the reader's own keys copy it.
    getSelection().selectAllChildren(code);
    button.textContent = 'Selected';
  }
}
