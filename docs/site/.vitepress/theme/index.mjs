import DefaultTheme from 'vitepress/theme';
import MermaidChart from './MermaidChart.vue';
import './style.css';

// oxlint-disable-next-line import/no-default-export -- VitePress asks for one
export default {
  extends: DefaultTheme,
  /** @param {import('vitepress').EnhanceAppContext} context */
  enhanceApp({ app }) {
    app.component('MermaidChart', MermaidChart);
  },
};
