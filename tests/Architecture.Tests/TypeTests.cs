using Microsoft.AspNetCore.Components;

namespace Panta.Tests;

/// <summary>Classes are sealed; an interface is a seam with two real implementations.</summary>
public sealed class TypeTests
{
    [Fact]
    public void Classes_are_sealed()
    {
        var open = Repository.Types.Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && !IsComponent(type) && type.Name != "_Imports");

        // A class that others of ours derive from is a base on purpose: it is never more than one level deep.
        Offenders.None(open.Where(type => !Repository.Types.Any(other => other.BaseType == type)).Select(type => type.FullName));
    }

    [Fact]
    public void Inheritance_is_at_most_two_levels_deep()
    {
        var deep = Repository.Types.Where(type => Ours(type.BaseType) && Ours(type.BaseType!.BaseType) && Ours(type.BaseType.BaseType!.BaseType));

        Offenders.None(deep.Select(type => type.FullName));
    }

    [Fact]
    public void An_interface_has_at_least_two_implementations()
    {
        var lonely = from seam in Repository.Types.Where(type => type.IsInterface)
                     let implementations = Repository.Types.Count(type => !type.IsInterface && type.GetInterfaces().Any(other => Definition(other) == seam))
                     where implementations < 2
                     select $"{seam.FullName}: {implementations}";

        Offenders.None(lonely);
    }

    [Fact]
    public void Nobody_throws_or_catches_bare_exceptions_of_the_base_type()
    {
        var offenders = from file in Repository.TextFiles("src", ".cs")
                        where Repository.Read(file).Contains("throw new Exception(") || Repository.Read(file).Contains("throw new ApplicationException(")
                        select file;

        Offenders.None(offenders);
    }

    static bool IsComponent(Type type) => typeof(ComponentBase).IsAssignableFrom(type);

    static bool Ours(Type? type) => type is not null && Repository.Types.Contains(Definition(type));

    static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;
}
