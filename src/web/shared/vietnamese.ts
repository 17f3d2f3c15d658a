import type { ConfigProviderProps } from "antd";
import locale from "antd/es/locale/vi_VN.js";

/**
 * antd's Vietnamese words. For the compiler antd's `es` files are CommonJS, since its package.json names no type;
 * the bundler reads them as the modules they are, whose default is the locale.
 */
export const vietnamese = locale as unknown as NonNullable<ConfigProviderProps["locale"]>;
