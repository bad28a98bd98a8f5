"""Plans that organisations publish by themselves."""
