declare module 'virtual:declarations' {
  export const declarations: unknown;
}
