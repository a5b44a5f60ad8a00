const givenUpMs = 3000;

type Typable = HTMLInputElement | HTMLTextAreaElement;

const isTypable = (target: EventTarget | null): target is Typable =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'file'].includes(target.type));

/**
 * Gives what was typed to the text box that opens for it, in place of what that holds. The box may still be on its way, so it is the
 * next one that takes the focus away from `from`; what is typed until then comes along.
 */
export const typeInto = (from: HTMLElement, first: string): void => {
  let typed = first;
  let isOver = false;
  const stop = () => {
    isOver = true;
    clearTimeout(timer);
    document.removeEventListener('focusin', onFocus, true);
    document.removeEventListener('keydown', onKey, true);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.target !== from || event.ctrlKey || event.metaKey || event.altKey) return;
    if ([...event.key].length === 1) typed += event.key;
    else if (event.key === 'Backspace') typed = typed.slice(0, -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onFocus = ({ target }: FocusEvent) => {
    if (target === from) return;
    if (!isTypable(target)) {
      // a trigger of a list takes the focus before the search box of its list does
      if (!(target instanceof HTMLButtonElement)) stop();
      return;
    }
    stop();
    // whoever opened the box selects its text after giving it the focus
    queueMicrotask(() => {
      target.value = typed;
      target.dispatchEvent(new InputEvent('input', { bubbles: true, data: typed, inputType: 'insertText' }));
      if (target.type !== 'email' && target.type !== 'number') target.setSelectionRange(typed.length, typed.length);
    });
  };
  const timer = setTimeout(stop, givenUpMs);
  document.addEventListener('focusin', onFocus, true);
  // this very key is done with by the time that the next one is heard
  queueMicrotask(() => {
    if (!isOver) document.addEventListener('keydown', onKey, true);
  });
};
