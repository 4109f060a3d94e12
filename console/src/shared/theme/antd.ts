/** The palette told to antd: dense (28 px controls) at 14 px, with every text colour pinned to a checked one. */
import { theme, type ThemeConfig } from 'antd';
import { PALETTES, type Mode, type Palette } from './palette';

export const FONT_STACK = [
  '-apple-system',
  'BlinkMacSystemFont',
  '"Segoe UI"',
  // Latin before Chinese: a Chinese font draws the apostrophe as wide as a character.
  'Roboto',
  '"Noto Sans"',
  '"Liberation Sans"',
  '"PingFang SC"',
  '"Hiragino Sans GB"',
  '"Microsoft YaHei"',
  '"Noto Sans CJK SC"',
  '"Noto Sans SC"',
  '"Source Han Sans SC"',
  '"WenQuanYi Micro Hei"',
  'Arial',
  'sans-serif',
].join(', ');

type Algorithm = Extract<NonNullable<ThemeConfig['algorithm']>, (...args: never[]) => unknown>;

/** antd's compact sizes, but with its ordinary text sizes: compact alone would shrink text to 12 px. */
const denseAt14: Algorithm = (seed, map) => {
  const usual = theme.defaultAlgorithm(seed);
  const text = Object.entries(usual).filter(([name]) =>
    /^(fontSize|lineHeight|fontHeight)/.test(name),
  );
  return { ...theme.compactAlgorithm(seed, map), ...Object.fromEntries(text) };
};

/** Pins the accent after the dark algorithm, which would dim it below what white text on it needs. */
function pinned(colours: Palette): Algorithm {
  return (seed, map) => ({
    ...(map ?? theme.defaultAlgorithm(seed)),
    colorPrimary: colours.accent,
    colorPrimaryHover: isLight(colours) ? '#2a6be0' : '#2a6bd6',
    colorPrimaryActive: '#0746ad',
    // As text on dark ground red must be light; as ground of a solid button see Button below.
    colorError: isLight(colours) ? '#cf1322' : '#ff8f8a',
    colorErrorHover: isLight(colours) ? '#b80f1d' : '#ffaaa6',
    colorErrorActive: isLight(colours) ? '#9c0d18' : '#e87570',
  });
}

const isLight = (colours: Palette): boolean => colours === PALETTES.light;

function tokens(mode: Mode, colours: Palette): NonNullable<ThemeConfig['token']> {
  const isDark = mode === 'dark';
  return {
    fontFamily: FONT_STACK,
    fontSize: 14,
    borderRadius: 4,
    wireframe: false,
    motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
    colorPrimary: colours.accent,
    colorInfo: colours.accent,
    colorLink: colours.accentInk,
    colorLinkHover: colours.accentInk,
    colorText: colours.ink,
    colorTextSecondary: colours.inkSoft,
    colorTextTertiary: colours.inkSoft,
    colorTextQuaternary: isDark ? '#969da7' : '#666c76',
    colorTextPlaceholder: isDark ? '#969da7' : '#666c76',
    colorTextDisabled: isDark ? '#8f96a0' : '#6b717b',
    colorBgLayout: colours.ground,
    colorBgContainer: colours.surface,
    colorBgElevated: colours.raised,
    colorBorder: colours.line,
    colorBorderSecondary: colours.lineSoft,
    colorSplit: colours.lineSoft,
    colorSuccess: isDark ? '#97d9a0' : '#237804',
    colorWarning: isDark ? '#f0c36f' : '#874d00',
    colorSuccessBg: colours.tones.success.ground,
    colorWarningBg: colours.tones.warning.ground,
    colorErrorBg: colours.tones.danger.ground,
    colorInfoBg: colours.tones.info.ground,
    colorErrorText: colours.tones.danger.ink,
    controlItemBgActive: colours.tones.info.ground,
    colorBgMask: isDark ? 'rgba(0, 0, 0, 0.5)' : 'rgba(20, 28, 40, 0.28)',
    boxShadowSecondary: isDark
      ? '0 4px 16px rgba(0, 0, 0, 0.6)'
      : '0 4px 16px rgba(20, 30, 50, 0.12)',
  };
}

/** antd's theme for a mode. */
export function antdTheme(mode: Mode): ThemeConfig {
  const colours = PALETTES[mode];
  const base = mode === 'dark' ? [theme.darkAlgorithm] : [theme.defaultAlgorithm];
  return {
    cssVar: { key: 'hk' },
    hashed: false,
    algorithm: [...base, denseAt14, pinned(colours)],
    token: tokens(mode, colours),
    components: {
      Layout: { headerBg: colours.surface, siderBg: colours.surface, bodyBg: colours.ground },
      Menu: {
        itemBg: 'transparent',
        subMenuItemBg: 'transparent',
        itemSelectedBg: colours.tones.info.ground,
        itemSelectedColor: colours.tones.info.ink,
        subMenuItemSelectedColor: colours.tones.info.ink,
        itemHeight: 32,
        itemMarginInline: 8,
        activeBarBorderWidth: 0,
      },
      Table: {
        headerBg: colours.surface,
        headerColor: colours.inkSoft,
        headerSplitColor: 'transparent',
        rowHoverBg: colours.hover,
        rowSelectedBg: colours.tones.info.ground,
        rowSelectedHoverBg: colours.tones.info.ground,
        cellPaddingBlockSM: 7,
        cellPaddingInlineSM: 12,
        bodySortBg: 'transparent',
        headerSortActiveBg: colours.surface,
      },
      Tabs: { itemSelectedColor: colours.accentInk, inkBarColor: colours.accentInk },
      Form: { itemMarginBottom: 16, verticalLabelPadding: '0 0 4px' },
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        // As text on dark ground the accent itself would be too dim.
        defaultHoverColor: colours.accentInk,
        defaultHoverBorderColor: colours.accentInk,
        defaultActiveColor: colours.accentInk,
        defaultActiveBorderColor: colours.accentInk,
        dangerColor: mode === 'dark' ? '#2a0d0c' : '#ffffff',
      },
      Drawer: { paddingLG: 20 },
    },
  };
}
