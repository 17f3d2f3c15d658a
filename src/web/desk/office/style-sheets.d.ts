/** A style sheet, which the bundler takes in. */
declare module "*.css";
