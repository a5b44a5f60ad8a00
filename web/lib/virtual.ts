export { createVirtualizer } from '@tanstack/solid-virtual';
