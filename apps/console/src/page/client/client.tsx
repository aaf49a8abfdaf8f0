import { render } from 'preact';
import { ClientView } from './view';
import './client.css';

render(<ClientView />, document.body);
