import { applyAppearance } from './appearance.ts';
// Not loaded later: whoever shows us in a frame speaks to us as soon as the page says that it is loaded.
import './elements/app.ts';

void applyAppearance();
