import { render } from 'preact';
import { Wall } from './view';
import './wall.css';

render(<Wall />, document.body);
