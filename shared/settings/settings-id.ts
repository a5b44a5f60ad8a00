/** The one settings record of a deployment. */
export const settingsId = '0S0000000000000000000000S1';
