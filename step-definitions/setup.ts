import './support/hooks';
