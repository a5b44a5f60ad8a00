import { createSignal } from 'solid-js';
import type { MenuItem } from '#web/ui/menu.tsx';

/** The record that is open, and what the command menu offers to do with it. */
export type PageContext = { readonly label: string; readonly one: string; readonly commands: readonly MenuItem[] };

const [pageContext, setPageContext] = createSignal<PageContext>();

export { pageContext, setPageContext };
