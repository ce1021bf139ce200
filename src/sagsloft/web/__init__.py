"""Where people work: the web application, the only place that knows Django. It computes nothing of its own."""
