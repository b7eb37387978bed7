import { recall, remember } from './memory.ts';
import { bestLanguage, LANGUAGES, speak } from './words/say.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** What the person chose, and what the system says where they chose nothing. */
export async function applyAppearance(): Promise<void> {
  showTheme(chosenTheme());
  const remembered = recall('language');
  const language = remembered !== null && LANGUAGES.includes(remembered) ? remembered : bestLanguage(navigator.languages);
  await showLanguage(language);
}

export function chosenTheme(): Theme {
  return THEMES.find((theme) => theme === recall('theme')) ?? 'system';
}

export function chooseTheme(theme: Theme): void {
  remember('theme', theme);
  showTheme(theme);
}

export async function chooseLanguage(language: string): Promise<void> {
  remember('language', language);
  await showLanguage(language);
}

function showTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
}

async function showLanguage(language: string): Promise<void> {
  await speak(language);
  document.documentElement.lang = language;
}
