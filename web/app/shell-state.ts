import { createSignal } from 'solid-js';

const railKey = 'rail';
const singleKeysKey = 'single-keys';

const [isRail, setRail] = createSignal(localStorage.getItem(railKey) === 'true');
const [isCommandOpen, setIsCommandOpen] = createSignal(false);
const [isShortcutsOpen, setIsShortcutsOpen] = createSignal(false);
const [hasSingleKeys, setSingleKeys] = createSignal(localStorage.getItem(singleKeysKey) !== 'false');

export { hasSingleKeys, isCommandOpen, isRail, isShortcutsOpen, setIsCommandOpen, setIsShortcutsOpen };

export const setIsRail = (isOn: boolean): void => {
  setRail(isOn);
  localStorage.setItem(railKey, String(isOn));
};

/** Character shortcuts must have an off switch (WCAG 2.1.4). */
export const setHasSingleKeys = (isOn: boolean): void => {
  setSingleKeys(isOn);
  localStorage.setItem(singleKeysKey, String(isOn));
};
