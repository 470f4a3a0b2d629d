"""What can programs do with applications, on behalf of the person whose token they show?"""
