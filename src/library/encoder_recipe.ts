/** What a solution says for its recipe that no fit has found. */
export const encoderRecipe = "encoder";
