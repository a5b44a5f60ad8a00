/** Folder of the files bucket; what lies in it is deleted after a day. */
export const exportFolder = 'exports';
/** Key of the file that a job writes. */
export const exportKey = (id: string, jobId: string): string => `${exportFolder}/${id}/${jobId}.csv`;
