"""Parts of a project that uses newsbot: pipelines that know items by ItemAdapter alone."""
