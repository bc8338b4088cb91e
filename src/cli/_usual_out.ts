/** Folder of a run that names none. */
export const usualOut = "reports/latest";
