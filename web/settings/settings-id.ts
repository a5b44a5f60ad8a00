/** The one settings record of a deployment; `shared/settings/settings.ts` gives it this id. */
export const settingsId = '0S0000000000000000000000S1';
