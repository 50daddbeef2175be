// Light or dark: the system's choice, unless the reader makes another. It is set before anything is drawn.

const THEMES = ['automatic', 'light', 'dark'];
const THEME_KEY = 'plimsoll-theme';

function storedTheme() {
  try {
    const theme = localStorage.getItem(THEME_KEY);
    return THEMES.includes(theme) ? theme : THEMES[0];
  } catch {
    return THEMES[0];
  }
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    // Some browsers keep nothing for files; the choice then holds until the page is closed.
  }
}

function startTheme() {
  const button = document.getElementById('theme');
  const tell = () => { button.textContent = `Theme: ${document.documentElement.dataset.theme}`; };
  button.hidden = false;
  button.addEventListener('click', () => {
    const now = THEMES.indexOf(document.documentElement.dataset.theme);
    setTheme(THEMES[(now + 1) % THEMES.length]);
    tell();
  });
  tell();
}

document.documentElement.classList.add('js');
document.documentElement.dataset.theme = storedTheme();
